/** How far an exported file, run in ONNX Runtime, is from the outputs it should have. */
@NullMarked
package io.crnas.export.parity;

import org.jspecify.annotations.NullMarked;
