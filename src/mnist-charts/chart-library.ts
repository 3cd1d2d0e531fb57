/**
 * The charts library: what is used of tfjs-vis, and the stand-in that it draws through. Some 300 KB gzipped, so it is
 * imported when the first chart is drawn. Deep imports leave out the visor, TensorFlow.js and the styles of both.
 */
export { confusionMatrix } from '@tensorflow/tfjs-vis/dist/render/confusion_matrix.js';
export { linechart } from '@tensorflow/tfjs-vis/dist/render/linechart.js';
export { finalize, prepare } from './vega-embed.js';
