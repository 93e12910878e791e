package io.github.emrlaunch.core.serverless;

/** The type of a worker. */
public enum WorkerType {
    /** The driver of a Spark job. */
    DRIVER("Driver", ApplicationType.SPARK),
    /** An executor of a Spark job. */
    EXECUTOR("Executor", ApplicationType.SPARK),
    /** The driver of a Hive query. */
    HIVE_DRIVER("HiveDriver", ApplicationType.HIVE),
    /** A task worker of a Hive query. */
    TEZ_TASK("TezTask", ApplicationType.HIVE);

    private final String key;
    private final ApplicationType applicationType;

    WorkerType(String key, ApplicationType applicationType) {
        this.key = key;
        this.applicationType = applicationType;
    }

    String key() {
        return key;
    }

    ApplicationType applicationType() {
        return applicationType;
    }
}
