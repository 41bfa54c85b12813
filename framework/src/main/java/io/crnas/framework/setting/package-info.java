/** Settings that people write: a record whose components say what they mean and what is allowed. */
@NullMarked
package io.crnas.framework.setting;

import org.jspecify.annotations.NullMarked;
