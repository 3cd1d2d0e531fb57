import 'mnist-elements';
