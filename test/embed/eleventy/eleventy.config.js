export default function (eleventy) {
  eleventy.addPassthroughCopy({ 'node_modules/mnist-elements/dist': 'mnist-elements' });
}
