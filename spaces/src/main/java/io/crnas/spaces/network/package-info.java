/**
 * A neural network described as data: an immutable graph of nodes, each a layer, its inputs and the
 * name of its parameters. Cost, execution, export and drawing are folds over it.
 */
@NullMarked
package io.crnas.spaces.network;

import org.jspecify.annotations.NullMarked;
