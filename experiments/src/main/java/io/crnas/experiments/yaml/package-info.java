/**
 * Records of settings as YAML: read with every problem in them told at once, written, and described
 * for editors and people. What the settings are about is not known here.
 */
@NullMarked
package io.crnas.experiments.yaml;

import org.jspecify.annotations.NullMarked;
