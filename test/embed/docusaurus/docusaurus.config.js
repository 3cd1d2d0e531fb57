module.exports = {
  title: 'A course',
  url: 'https://course.example',
  baseUrl: '/',
  presets: [['classic', { docs: false, blog: false }]],
};
