/**
 * A helper thread that works until it has answered some requests, and then breaks:
 * `broken-thread.ts?after=3&how=hang`, where `how` is hang, throw, close, half: hang when only the
 * engine has got its last gradients, or pause: only for two seconds.
 */
// In this order: the first to listen hears a message first.
import './breaking.js';
import '../../../../src/worker/engine/simd/simd-thread.js';
