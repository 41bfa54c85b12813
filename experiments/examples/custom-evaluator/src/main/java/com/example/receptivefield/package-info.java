/**
 * An evaluator of one's own: how well what a backbone sees fits the objects, without any training.
 */
package com.example.receptivefield;
