package io.github.emrlaunch.local.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmrSparkTest {
    private static final SparkVersion INSTALLED = new SparkVersion(3, 5, "3.5.9", "2.12");

    // https://docs.aws.amazon.com/emr/latest/ReleaseGuide/Spark-release-history.html
    @ParameterizedTest
    @CsvSource({"emr-6.15.0,3.4", "emr-6.11.1,3.3", "emr-6.7.0,3.2", "emr-6.3.0,3.1", "emr-6.2.0,3.0", "emr-5.36.2,2.4"
    })
    void notesDifferentSparkVersionOfRelease(String release, String spark) {
        assertThat(EmrSpark.difference(release, INSTALLED)).hasValueSatisfying(note -> assertThat(note)
                .contains(release + " has Spark " + spark, "3.5.9", "pip install 'pyspark==" + spark + ".*'"));
    }

    @Test
    void notesNothingForSameVersionOrCustomRelease() {
        assertThat(EmrSpark.difference("emr-7.0.0", INSTALLED)).isEmpty();
        assertThat(EmrSpark.difference("emr-7.12.0", INSTALLED)).isEmpty();
        assertThat(EmrSpark.difference("custom", INSTALLED)).isEmpty();
    }
}
