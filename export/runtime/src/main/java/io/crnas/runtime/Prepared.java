package io.crnas.runtime;

/**
 * An image as the network sees it. The array is not copied: whoever shares it, reads it.
 *
 * @param nchw normalised pixels, [1, 3, height, width] in C order
 * @param height in pixels, with the padding at the bottom
 * @param width in pixels, with the padding on the right
 * @param resizedHeight in pixels, without the padding
 * @param resizedWidth in pixels, without the padding
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Prepared(float[] nchw, int height, int width, int resizedHeight, int resizedWidth) {}
