/**
 * Candidates on an Apache Spark cluster: another evaluator, opened in each worker process, answers
 * them; this process alone has the journal. Nothing here knows what a candidate is scored by.
 */
@NullMarked
package io.crnas.spark;

import org.jspecify.annotations.NullMarked;
