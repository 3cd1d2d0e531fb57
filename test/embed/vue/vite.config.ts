import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const isCustomElement = (tag: string): boolean => tag.startsWith('mnist-') || tag === 'digit-pad';

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } })],
  worker: { format: 'es' },
});
