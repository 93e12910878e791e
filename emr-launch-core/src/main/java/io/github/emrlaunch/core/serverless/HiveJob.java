package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Hive job: a file of queries and settings.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-hive.html">Hive jobs</a>
 */
public final class HiveJob extends ServerlessJob {
    private static final int MAX_INIT_QUERY = 256;

    private final @Nullable String initQuery;
    private final JobSettings settings;

    private HiveJob(String query, @Nullable EmrCode code, @Nullable String initQuery, JobSettings settings) {
        super(requireInS3("The query of a job", query), code);
        this.initQuery = initQuery;
        this.settings = settings;
    }

    /**
     * Creates a job of queries that are in S3 already.
     *
     * @throws IllegalArgumentException when they are not in S3
     */
    public static HiveJob at(String query) {
        return new HiveJob(Validation.required("entryPoint", query), null, null, JobSettings.ofHive());
    }

    /** Creates a job of queries in a file of a code folder. The job function uploads it and allows the job's role to read it. */
    public static HiveJob of(EmrCode code, String file) {
        return new HiveJob(Validation.required("code", code).uriOf(file), code, null, JobSettings.ofHive());
    }

    /**
     * Returns this job with an initialization query, such as one that creates functions: a file in S3, or in the job's code ({@link
     * EmrCode#uriOf}).
     *
     * @throws IllegalArgumentException when it is not in S3
     */
    public HiveJob withInitQuery(String initQuery) {
        requireInS3("'initQuery' of a job", Validation.required("initQuery", initQuery));
        if (initQuery.length() > MAX_INIT_QUERY && !Tokens.isUnresolved(initQuery)) {
            throw new IllegalArgumentException("'initQuery' must have at most %d characters, has: %d"
                    .formatted(MAX_INIT_QUERY, initQuery.length()));
        }
        return new HiveJob(entryPoint(), code(), initQuery, settings);
    }

    /**
     * Returns this job with a Hive setting. A value with spaces, quotes or backslashes becomes a property of the configuration {@code
     * hive-site}, any other
     * an option on Hive's command line. A referenced value must be a number, a size, a time, a date, true or false, unless the setting is
     * known to contain data.
     */
    public HiveJob withSetting(String name, String value) {
        return new HiveJob(entryPoint(), code(), initQuery, settings.with(name, value));
    }

    /**
     * Returns this job with a Hive setting that an execution may override: a number or one of a list of values. The rule needs a default.
     */
    public HiveJob withSetting(String name, OverrideRule rule) {
        return new HiveJob(entryPoint(), code(), initQuery, settings.with(name, rule));
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
        return List.copyOf(settings.values().values());
    }

    @Override
    List<String> programs() {
        return initQuery == null ? List.of(entryPoint()) : List.of(entryPoint(), initQuery);
    }

    @Override
    ObjectNode driver(JobReferences references) {
        ObjectNode hive = Json.object().put("Query", entryPoint(references));
        if (initQuery != null) {
            hive.put(
                    "InitQueryFile",
                    references.entryPoint("initQuery", initQuery).inStateMachine());
        }
        line(settings.options(references)).ifPresent(line -> hive.put("Parameters", line.inStateMachine()));
        return Json.object().set("Hive", hive);
    }
}
