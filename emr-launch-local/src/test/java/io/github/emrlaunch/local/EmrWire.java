package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** HTTP requests to EMR. JSON is written with single quotes and without the outer braces. */
final class EmrWire {
    static final String MASTER = "{'InstanceRole': 'MASTER', 'InstanceType': 'm5.xlarge', 'InstanceCount': 1}";
    static final String CORE = "{'InstanceRole': 'CORE', 'InstanceType': 'm5.xlarge', 'InstanceCount': 2}";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalAws aws;
    private final Wire.Keys keys;

    EmrWire(LocalAws aws) {
        this(aws, Wire.Keys.administrator(aws));
    }

    EmrWire(LocalAws aws, Wire.Keys keys) {
        this.aws = aws;
        this.keys = keys;
    }

    Wire.Answer call(String operation, String members) {
        return call(operation, parse(members));
    }

    private Wire.Answer call(String operation, JsonNode request) {
        try {
            return Wire.call(aws, keys, "ElasticMapReduce." + operation, request.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends RunJobFlow with the members that every cluster needs. The given members override them. */
    Wire.Answer run(String members) {
        ObjectNode request =
                parse("'Name': 'etl', 'ReleaseLabel': 'emr-7.1.0', 'ServiceRole': 'service', 'JobFlowRole': 'profile',"
                        + "'Instances': {'InstanceGroups': [" + MASTER + ", " + CORE
                        + "], 'KeepJobFlowAliveWhenNoSteps': true}");
        request.setAll(parse(members));
        return call("RunJobFlow", request);
    }

    private static ObjectNode parse(String members) {
        try {
            return (ObjectNode) JSON.readTree("{" + members.replace('\'', '"') + "}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
