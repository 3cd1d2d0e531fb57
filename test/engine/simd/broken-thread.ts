/**
 * A helper thread that works until it has answered some requests, and then breaks:
 * `broken-thread.ts?after=3&how=hang`, where `how` is hang, throw, close, or pause: only for two seconds. With
 * `&muted=2` the other helpers get nothing from it after two requests, as if it ended while it sent its gradients.
 */
// In this order: the first to listen hears a message first.
import './breaking.js';
import '../../../dist/simd-thread.js';
