package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.definitions.JobRunOverride;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job of Hive: a file of queries, and settings.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-hive.html">Hive jobs</a>
 */
public final class HiveJob extends ServerlessJob {
    private final JobSettings settings;

    private HiveJob(String query, @Nullable EmrCode code, JobSettings settings) {
        super(query, code);
        this.settings = settings;
    }

    /**
     * Queries that are in S3 already.
     *
     * @throws IllegalArgumentException when they are anywhere else
     */
    public static HiveJob at(String query) {
        return new HiveJob(query, null, JobSettings.of("--hiveconf"));
    }

    /** Queries in a file of a folder of code. The job function uploads it and lets the job's role read it. */
    public static HiveJob of(EmrCode code, String file) {
        return new HiveJob(code.uriOf(file), code, JobSettings.of("--hiveconf"));
    }

    /** The same with a setting of Hive, without spaces or quotes. */
    public HiveJob withSetting(String name, String value) {
        return new HiveJob(entryPoint(), code(), settings.with(name, value));
    }

    /** The same with a setting of Hive that an execution may say: an integer or one of some values. */
    public HiveJob withSetting(String name, JobRunOverride override) {
        return new HiveJob(entryPoint(), code(), settings.with(name, override));
    }

    @Override
    ApplicationType type() {
        return ApplicationType.HIVE;
    }

    @Override
    List<JobRunOverride> overrides() {
        return List.copyOf(settings.overridden().values());
    }

    @Override
    List<String> fixedArguments() {
        return List.of();
    }

    @Override
    String fixedParameters() {
        return settings.fixedText();
    }

    @Override
    ObjectNode driver(JobRunState state) {
        ObjectNode driver = Json.object();
        ObjectNode hive = driver.putObject("Hive").put("Query", entryPoint());
        boolean hasFixed = !fixedParameters().isEmpty();
        if (hasFixed || !settings.overridden().isEmpty()) {
            hive.put("Parameters.$", settings.expression(state.parameters(), hasFixed, state));
        }
        return driver;
    }

    @Override
    ObjectNode driver() {
        ObjectNode driver = Json.object();
        ObjectNode hive = driver.putObject("Hive").put("Query", entryPoint());
        if (!fixedParameters().isEmpty()) {
            hive.put("Parameters", fixedParameters());
        }
        return driver;
    }
}
