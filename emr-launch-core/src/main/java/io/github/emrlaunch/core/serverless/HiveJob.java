package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.List;
import java.util.function.Function;
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
        return new HiveJob(Validation.required("code", code).uriOf(file), code, JobSettings.of("--hiveconf"));
    }

    /** The same with a setting of Hive, without spaces or quotes. */
    public HiveJob withSetting(String name, String value) {
        return new HiveJob(entryPoint(), code(), settings.with(name, value));
    }

    /** The same with a setting of Hive that an execution may override: a number or one of some values. The rule needs a default. */
    public HiveJob withSetting(String name, OverrideRule rule) {
        return new HiveJob(entryPoint(), code(), settings.with(name, rule));
    }

    @Override
    JobSettings settings() {
        return settings;
    }

    @Override
    ApplicationType type() {
        return ApplicationType.HIVE;
    }

    @Override
    List<JobText> texts() {
        return settings.options();
    }

    @Override
    ObjectNode driver(Function<JobText, String> write) {
        ObjectNode hive = Json.object().put("Query", write.apply(JobText.fixed(entryPoint())));
        line(settings.options()).ifPresent(line -> hive.put("Parameters", write.apply(line)));
        return Json.object().set("Hive", hive);
    }
}
