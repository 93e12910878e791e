package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** XML in the format of S3. */
final class Xml {
    private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final int DEEPEST = 8;
    /** The element names of lists whose members have another name. */
    private static final Map<String, String> ELEMENTS = Map.of("Errors", "Error", "Parts", "Part", "Uploads", "Upload");

    private Xml() {}

    /** An element of a request, with its text or its children. */
    record Element(String name, String text, List<Element> children) {
        Element {
            children = List.copyOf(children);
        }

        List<Element> all(String childName) {
            return children.stream()
                    .filter(child -> child.name().equals(childName))
                    .toList();
        }

        /** Returns the text of a child; empty when there is none. */
        String text(String childName) {
            return all(childName).stream().map(Element::text).findFirst().orElse("");
        }
    }

    /** Parses the document of a request. */
    static Element read(byte[] document, String rootName) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                // Comments and processing instructions can come before the first element.
            }
            Element root = element(reader, 0);
            if (!root.name().equals(rootName)) {
                throw S3Errors.malformedXml("the element " + rootName + " was expected, got " + root.name());
            }
            return root;
        } catch (XMLStreamException e) {
            throw S3Errors.malformedXml(String.valueOf(e.getMessage()));
        }
    }

    private static Element element(XMLStreamReader reader, int depth) throws XMLStreamException {
        if (depth > DEEPEST) {
            throw S3Errors.malformedXml("elements are nested too deeply");
        }
        String name = reader.getLocalName();
        StringBuilder text = new StringBuilder();
        List<Element> children = new ArrayList<>();
        for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                children.add(element(reader, depth + 1));
            } else if (event == XMLStreamConstants.CHARACTERS) {
                text.append(reader.getText());
            }
        }
        return new Element(name, text.toString(), children);
    }

    /** Returns the document of a response. Lists repeat their element. */
    static String write(String rootName, JsonNode members) {
        StringBuilder xml = new StringBuilder(DECLARATION);
        xml.append('<').append(rootName).append(" xmlns=\"").append(NAMESPACE).append("\">");
        append(xml, members);
        return xml.append("</").append(rootName).append('>').toString();
    }

    /** Returns the document of an error. */
    static String error(JsonNode members) {
        StringBuilder xml = new StringBuilder(DECLARATION).append("<Error>");
        append(xml, members);
        return xml.append("</Error>").toString();
    }

    private static void append(StringBuilder xml, JsonNode value) {
        if (!value.isObject()) {
            xml.append(escaped(value.asText()));
            return;
        }
        value.properties().forEach(member -> {
            if (member.getKey().equals("Buckets")) {
                xml.append("<Buckets>");
                member.getValue().forEach(bucket -> append(xml, "Bucket", bucket));
                xml.append("</Buckets>");
            } else if (member.getValue().isArray()) {
                String name = ELEMENTS.getOrDefault(member.getKey(), member.getKey());
                member.getValue().forEach(element -> append(xml, name, element));
            } else {
                append(xml, member.getKey(), member.getValue());
            }
        });
    }

    private static void append(StringBuilder xml, String name, JsonNode value) {
        xml.append('<').append(name).append('>');
        append(xml, value);
        xml.append("</").append(name).append('>');
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                default -> {
                    if (character < ' ') {
                        escaped.append("&#").append((int) character).append(';');
                    } else {
                        escaped.append(character);
                    }
                }
            }
        }
        return escaped.toString();
    }
}
