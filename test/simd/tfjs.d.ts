// The bundled build of TensorFlow.js, which tests load because it is one file, has no types of its own.
declare module '@tensorflow/tfjs/dist/tf.fesm.min.js' {
  export * from '@tensorflow/tfjs';
}
