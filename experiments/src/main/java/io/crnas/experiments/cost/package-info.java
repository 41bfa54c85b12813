/** What nets cost, part by part, as tables for people and programs. */
@NullMarked
package io.crnas.experiments.cost;

import org.jspecify.annotations.NullMarked;
