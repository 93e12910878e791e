package io.github.emrlaunch.local.spark.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The variables that the processes of a job start with. It has only the search paths of the emulator's environment: settings
 * of this machine must not change how a job runs, and a job must not get a user's credentials.
 */
final class JobEnvironment {
    private static final List<String> INHERITED =
            List.of("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT");

    /** Names the file to which a process of the job writes notes. */
    static final String NOTES = "EMR_LAUNCH_NOTES";

    // An SDK that reads one of them would call AWS, or the emulator as another principal.
    private static final Pattern RESERVED =
            Pattern.compile("AWS_(ENDPOINT_URL.*|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN"
                    + "|SECURITY_TOKEN|SECRET_KEY|ACCESS_KEY|PROFILE|DEFAULT_PROFILE|CONFIG_FILE|SHARED_CREDENTIALS_FILE|CREDENTIAL_FILE"
                    + "|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE|CONTAINER_CREDENTIALS_.*|CONTAINER_AUTHORIZATION_TOKEN.*|EC2_METADATA_.*"
                    + "|IGNORE_CONFIGURED_ENDPOINT_URLS)|EMR_LAUNCH_.*|HOME|SPARK_HOME|JAVA_HOME|SPARK_CONF_DIR|HADOOP_CONF_DIR|YARN_CONF_DIR"
                    + "|SPARK_LOCAL_(IP|DIRS)|SPARK_MASTER.*|SPARK_REMOTE|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS|SPARK_SUBMIT_OPTS"
                    + "|LD_PRELOAD");

    private JobEnvironment() {}

    /** Whether a job cannot set the variable. */
    static boolean isReserved(String name) {
        return RESERVED.matcher(name).matches();
    }

    /** The variables with the library paths of this machine's programs. */
    static Map<String, String> libraries() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String name : INHERITED) {
            String value = System.getenv(name);
            if (value != null) {
                variables.put(name, value);
            }
        }
        return variables;
    }

    static Map<String, String> of(RunningJob job) throws IOException {
        Map<String, String> variables = libraries();
        SparkInstallation spark = job.spark();
        StringBuilder path = new StringBuilder();
        Path python = spark.python();
        if (python != null) {
            path.append(python.toAbsolutePath().getParent()).append(File.pathSeparator);
            variables.put("PYSPARK_PYTHON", python.toString());
            variables.put("PYSPARK_DRIVER_PYTHON", python.toString());
        }
        PythonInterpreter.UserPackages user = spark.user();
        if (user != null) {
            // The job's own folder, so that "pip install --user" of a script does not change the user's.
            Path base = job.home().toAbsolutePath().resolve(".local");
            variables.put("PYTHONUSERBASE", base.toString());
            Path packages = Files.createDirectories(base.resolve(user.place()).normalize());
            Files.writeString(
                    packages.resolve("emr-launch.pth"),
                    "import site; site.addsitedir('"
                            + user.folder().toString().replace("\\", "\\\\").replace("'", "\\'") + "')\n");
        }
        path.append(spark.javaHome().resolve("bin")).append(File.pathSeparator);
        String inherited = System.getenv("PATH");
        path.append(inherited == null || inherited.isEmpty() ? "/usr/local/bin:/usr/bin:/bin" : inherited);
        variables.put("PATH", path.toString());
        variables.put("HOME", job.home().toAbsolutePath().toString());
        variables.put("TMPDIR", job.temporary().toAbsolutePath().toString());
        // As on EMR, whose machines have this time zone and user.
        variables.put("TZ", "UTC");
        variables.put("LANG", "C.UTF-8");
        variables.put("USER", "hadoop");
        variables.put("LOGNAME", "hadoop");
        variables.put("HADOOP_USER_NAME", "hadoop");
        variables.put("JAVA_HOME", spark.javaHome().toString());
        variables.put("SPARK_HOME", spark.home().toString());
        variables.put("SPARK_LOCAL_IP", "127.0.0.1");
        variables.put("SPARK_LOCAL_DIRS", job.temporary().toAbsolutePath().toString());
        variables.put("SPARK_CONF_DIR", SparkJvm.configuration(job).toString());
        variables.put("HADOOP_CONF_DIR", SparkJvm.configuration(job).toString());
        Path aws = Files.createDirectories(job.home().toAbsolutePath().resolve(".aws"));
        for (Map.Entry<String, String> file : Map.of(
                        "AWS_CONFIG_FILE", "config", "AWS_SHARED_CREDENTIALS_FILE", "credentials")
                .entrySet()) {
            Path empty = aws.resolve(file.getValue());
            if (!Files.exists(empty)) {
                Files.createFile(empty);
            }
            variables.put(file.getKey(), empty.toString());
        }
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        variables.put(NOTES, job.moreNotes().toString());
        variables.putAll(job.job().environment());
        return variables;
    }
}
