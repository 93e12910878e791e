package io.github.emrlaunch.core.serverless;

/** The type of a worker. */
public enum WorkerType {
    /** Drives a Spark job. */
    DRIVER("Driver", ApplicationType.SPARK),
    /** Executes tasks of Spark jobs. */
    EXECUTOR("Executor", ApplicationType.SPARK),
    /** Drives a Hive query. */
    HIVE_DRIVER("HiveDriver", ApplicationType.HIVE),
    /** Executes tasks of Hive queries. */
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
