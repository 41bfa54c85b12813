/** Exported backbones as a deployment runs them: ONNX Runtime and nothing else. */
@NullMarked
package io.crnas.export.runtime;

import org.jspecify.annotations.NullMarked;
