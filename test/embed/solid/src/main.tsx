import { render } from 'solid-js/web';
import { Lesson } from './Lesson.jsx';

const app = document.getElementById('app');
if (app) render(() => <Lesson />, app);
