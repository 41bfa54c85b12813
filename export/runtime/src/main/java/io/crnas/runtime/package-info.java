/**
 * Exported files as a deployment runs them: a picture in, boxes or features out. Needs ONNX Runtime
 * and nothing else.
 */
@NullMarked
package io.crnas.runtime;

import org.jspecify.annotations.NullMarked;
