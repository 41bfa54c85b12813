/** How long a backbone takes in ONNX Runtime on this machine. */
@NullMarked
package io.crnas.export.latency;

import org.jspecify.annotations.NullMarked;
