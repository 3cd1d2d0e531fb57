import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Lesson } from './Lesson.js';

const app = document.getElementById('app');
if (app) {
  createRoot(app).render(
    <StrictMode>
      <Lesson />
    </StrictMode>,
  );
}
