export default async function lesson(script) {
  await import(script);
  const trainer = Object.assign(document.createElement('mnist-trainer'), { epochs: 3 });
  const section = document.createElement('section');
  section.append(trainer, document.createElement('mnist-charts'), document.createElement('digit-pad'));
  return section;
}
