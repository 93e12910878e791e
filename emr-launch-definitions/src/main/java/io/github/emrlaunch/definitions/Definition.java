package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The content of a parameter in Parameter Store. */
public sealed interface Definition
        permits EmrProfileDefinition,
                ClusterConfigurationDefinition,
                EmrLaunchFunctionDefinition,
                ServerlessJobFunctionDefinition,
                PipelineDefinition {
    /** Returns namespace and name. */
    DefinitionName definitionName();

    /** Returns the type, which determines the path of the definition. */
    DefinitionType<?> type();

    /** Returns the members that lists show: those of {@link DefinitionType#summaryMembers}. */
    ObjectNode summary();

    /** Returns the document as stored: a new object, which the caller may change. */
    ObjectNode toJson();

    /** Returns the document as the value of a parameter. */
    default String toJsonText() {
        return Json.write(toJson());
    }
}
