import { render } from 'preact';
import { Lesson } from './Lesson.js';

const app = document.getElementById('app');
if (app) render(<Lesson />, app);
