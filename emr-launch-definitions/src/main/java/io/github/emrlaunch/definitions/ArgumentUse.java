package io.github.emrlaunch.definitions;

import java.util.regex.Pattern;

/** The programs that process a step's arguments, each with the values that it does not accept. */
public enum ArgumentUse {
    /** Command-runner omits empty arguments. */
    COMMAND_RUNNER("", "must not be empty: command-runner.jar leaves out empty arguments"),

    /**
     * Spark escapes only quotes and dollar signs of an argument for the shell by which YARN starts the driver. YARN converts two
     * opening braces to a dollar sign, and removes two closing braces.
     * @see <a href="https://github.com/apache/spark/blob/v3.5.6/resource-managers/yarn/src/main/scala/org/apache/spark/deploy/yarn/YarnSparkHadoopUtil.scala">YarnSparkHadoopUtil.escapeForShell</a>
     * @see <a href="https://github.com/apache/hadoop/blob/rel/release-3.4.1/hadoop-yarn-project/hadoop-yarn/hadoop-yarn-server/hadoop-yarn-server-nodemanager/src/main/java/org/apache/hadoop/yarn/server/nodemanager/containermanager/launcher/ContainerLaunch.java">ContainerLaunch.expandEnvironment</a>
     */
    SHELL(
            "[`\\\\\\u0000-\\u001f\\u007f]|\\{\\{|\\}\\}",
            "must not have backticks, backslashes, control characters, {{ or }}: YARN would hand it to a shell"),

    /** Hadoop substitutes settings and variables in the values of a configuration. */
    HADOOP_CONFIGURATION(
            "\\$\\{", "must not have ${: Hadoop would put a setting or a variable of the environment there"),

    /** Hive inserts values into its query. */
    HIVE_QUERY(
            "[^A-Za-z0-9_.:\\/= -]",
            "must have only letters, digits, spaces and _ . : / = -, since Hive makes it a part of its query");

    private final String refused;
    private final Pattern pattern;
    private final String message;

    ArgumentUse(String refused, String message) {
        this.refused = refused;
        this.pattern = Pattern.compile(refused);
        this.message = message;
    }

    /** Returns a regular expression of Java and JSONata that matches refused values; empty if only an empty value is refused. */
    public String refused() {
        return refused;
    }

    /** Returns the violation of a refused value. */
    public String message() {
        return message;
    }

    boolean refuses(String value) {
        return refused.isEmpty() ? value.isEmpty() : pattern.matcher(value).find();
    }
}
