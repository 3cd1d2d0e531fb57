<?php
/**
 * Plugin Name: mnist-elements
 * Description: Lets posts and pages use <mnist-trainer>, <mnist-charts> and <digit-pad>.
 */

add_action( 'wp_enqueue_scripts', function () {
	wp_enqueue_style( 'mnist-elements', plugins_url( 'dist/mnist-elements.css', __FILE__ ) );
	wp_enqueue_script_module( 'mnist-elements', plugins_url( 'dist/mnist-elements.js', __FILE__ ) );
} );

// Authors who may not post unfiltered HTML keep the three tags with these attributes.
add_filter( 'wp_kses_allowed_html', function ( $tags, $context ) {
	if ( 'post' === $context ) {
		$allow = fn( $names ) => array_fill_keys( array_merge( array( 'id', 'class', 'hidden' ), explode( ' ', $names ) ), true );
		$tags['mnist-trainer'] = $allow( 'src labels train-size validation-size test-size model epochs batch-size learning-rate augment seed backend threads storage-key autostart' );
		$tags['mnist-charts']  = $allow( 'for views' );
		$tags['digit-pad']     = $allow( 'for name live threshold stroke-width show-input show-activations correctable disabled required readonly' );
	}
	return $tags;
}, 10, 2 );
