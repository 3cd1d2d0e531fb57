/** Shows what the form would have sent. */
const form = document.querySelector('form');
form.addEventListener('submit', (event) => {
  event.preventDefault();
  form.querySelector('output').value = `digit=${new FormData(form).get('digit')}`;
});
