/** What tells the class of a whole image on a backbone, which is how backbones are pre-trained. */
@NullMarked
package io.crnas.spaces.classifier;

import org.jspecify.annotations.NullMarked;
