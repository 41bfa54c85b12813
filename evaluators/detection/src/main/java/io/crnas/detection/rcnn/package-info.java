/**
 * Faster R-CNN with a feature pyramid as torchvision.models.detection has it: anchors, proposals,
 * RoIAlign, box head, the four losses and detections. Networks run in the engine; geometry, choices
 * and losses are plain Java over arrays, and their gradients go back into the engine.
 */
@NullMarked
package io.crnas.detection.rcnn;

import org.jspecify.annotations.NullMarked;
