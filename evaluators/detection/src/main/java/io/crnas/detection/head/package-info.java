/**
 * Runs any detector that {@link io.crnas.spaces.detector.Detector} describes, as
 * torchvision.models.detection does: anchors, assigning, sampling, losses, proposals, RoIAlign and
 * detections. Networks run in the engine; geometry, choices and losses are plain Java over arrays,
 * and their gradients go back into the engine.
 */
@NullMarked
package io.crnas.detection.head;

import org.jspecify.annotations.NullMarked;
