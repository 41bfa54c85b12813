/** How long a backbone or a detector takes in ONNX Runtime on this machine. */
@NullMarked
package io.crnas.export.latency;

import org.jspecify.annotations.NullMarked;
