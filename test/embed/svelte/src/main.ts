import { mount } from 'svelte';
import Lesson from './Lesson.svelte';

const target = document.getElementById('app');
if (target) mount(Lesson, { target });
