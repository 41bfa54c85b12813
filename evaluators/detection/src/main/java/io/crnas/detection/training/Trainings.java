package io.crnas.detection.training;

import io.crnas.framework.setting.Setting;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The setting of how many supernets learn, which means the same in each way to learn. */
@Setting(
    about =
        "how many supernets learn, one after the other, each from another seed: the preferences are"
            + " the mean of theirs, and candidates are scored by the first",
    byDefault = "1",
    min = 1)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Trainings {}
