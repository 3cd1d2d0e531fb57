import { defineConfig } from 'vitepress';

const isCustomElement = (tag) => tag.startsWith('mnist-') || tag === 'digit-pad';

export default defineConfig({
  title: 'A course',
  vite: { worker: { format: 'es' } },
  vue: { template: { compilerOptions: { isCustomElement } } },
});
