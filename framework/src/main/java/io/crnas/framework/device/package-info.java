/**
 * Where networks run. It is down here, below everything that runs one, because the engine, ONNX
 * Runtime and a descriptor mean the same device by the same word and do not know each other.
 */
@NullMarked
package io.crnas.framework.device;

import org.jspecify.annotations.NullMarked;
