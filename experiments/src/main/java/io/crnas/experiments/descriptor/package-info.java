/** What a user asks for: a YAML file read into records, written back, and described by a schema. */
@NullMarked
package io.crnas.experiments.descriptor;

import org.jspecify.annotations.NullMarked;
