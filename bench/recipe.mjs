/** Recipes, what a network is trained with, as markup has it; and how their figures are told. */

/** What a recipe does not say: the trainer's defaults. */
export const DEFAULTS = {
  model: 'cnn',
  epochs: 5,
  'batch-size': 64,
  optimizer: 'adam',
  'learning-rate': 0.003,
  schedule: 'one-cycle',
  'weight-decay': 0,
  augment: 'shift',
};

/**
 * @param {string} recipe attributes of a trainer, such as `model="conv 16, pool" epochs="3"`
 * @returns {typeof DEFAULTS} with the defaults of those that are left out
 * @throws for an attribute that is none of a recipe
 */
export function readRecipe(recipe) {
  const pairs = [...recipe.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  const unknown = pairs.map(([name]) => name).filter((name) => !Object.hasOwn(DEFAULTS, name));
  if (unknown.length > 0 || (pairs.length === 0 && recipe.trim() !== '')) {
    const names = Object.keys(DEFAULTS).join(', ');
    throw new Error(`"${recipe}" is no recipe: that is name="value" for some of ${names}.`);
  }
  return { ...DEFAULTS, ...Object.fromEntries(pairs) };
}

/** @param {readonly number[]} accuracies one for each seed, 0…1 */
export function accuracySummary(accuracies) {
  const middle = mean(accuracies);
  const deviation = Math.sqrt(
    accuracies.reduce((sum, accuracy) => sum + (accuracy - middle) ** 2, 0) / Math.max(1, accuracies.length - 1),
  );
  return (
    `mean ${percent(middle)}, standard deviation ${percent(deviation)}, worst ${percent(Math.min(...accuracies))} ` +
    `(${accuracies.map(percent).join(', ')})`
  );
}

export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function percent(share) {
  return `${(share * 100).toFixed(2)} %`;
}
