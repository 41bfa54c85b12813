/** Networks as ONNX files: the graph, its parameters and what is known of them. */
@NullMarked
package io.crnas.export.onnx;

import org.jspecify.annotations.NullMarked;
