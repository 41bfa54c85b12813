package io.crnas.framework.journal;

import java.time.Instant;

/**
 * One row of the journal.
 *
 * @param sequence its place in the order of writing, from 1
 * @param time when its batch was written
 * @param answer what was written
 */
public record Entry(long sequence, Instant time, Answer answer) {}
