package io.crnas.detection.head;

import io.crnas.detection.data.Box;

/**
 * An object that was found.
 *
 * @param box in pixels of the input
 * @param label its class, from 1
 * @param score in [0, 1]
 */
public record DetectedBox(Box box, int label, float score) {}
