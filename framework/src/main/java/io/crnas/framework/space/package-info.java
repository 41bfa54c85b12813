/** What a level offers: candidates as lists of choices, and exactly those that meet the budget. */
@NullMarked
package io.crnas.framework.space;

import org.jspecify.annotations.NullMarked;
