using System.Text;
using CsCheck;
using Palladium.Standards.Cap;

namespace Palladium.Tests.Standards.Cap;

/// <summary>Rules by the clause of the standard that has them.</summary>
public sealed class CapRuleTests
{
    [Fact]
    public void The_sample_that_the_others_change_is_accepted() => Assert.Null(Read(CapSamples.Xml).Refusal);

    [Theory]
    [InlineData("<identifier>MVD-1</identifier>", "", "/alert/identifier", "cap.identifier.missing")]
    [InlineData("MVD-1", "MVD 1", "/alert/identifier", "cap.identifier.format")]
    [InlineData("<sender>police@montevideo.example", "<sender>a,b", "/alert/sender", "cap.sender.format")]
    [InlineData("<status>Exercise</status>", "<status>exercise</status>", "/alert/status", "cap.status.unknown")]
    [InlineData("<status>Exercise</status>", "<status>1</status>", "/alert/status", "cap.status.unknown")]
    [InlineData("<status>Exercise</status>", "", "/alert/status", "cap.status.missing")]
    [InlineData("<msgType>Update</msgType>", "<msgType>News</msgType>", "/alert/msgType", "cap.msgType.unknown")]
    [InlineData("<scope>Public</scope>", "<scope>All</scope>", "/alert/scope", "cap.scope.unknown")]
    [InlineData("<scope>Public</scope>", "<scope>Private</scope>", "/alert/addresses", "cap.addresses.missing")]
    [InlineData(",MVD-0,", ",", "/alert/references", "cap.references.format")]
    public void Clause_3_2_1_alert(string from, string to, string field, string rule) => Refused(from, to, field, rule);

    [Theory]
    [InlineData("<category>Met</category>", "", "/alert/info[1]/category", "cap.category.missing")]
    [InlineData("<category>Met</category>", "<category>Weather</category>", "/alert/info[1]/category[1]", "cap.category.unknown")]
    [InlineData("<event>Flood</event>", "<event> </event>", "/alert/info[1]/event", "cap.event.missing")]
    [InlineData("<urgency>Immediate</urgency>", "<responseType>Run</responseType><urgency>Immediate</urgency>", "/alert/info[1]/responseType[1]", "cap.responseType.unknown")]
    [InlineData("<urgency>Immediate</urgency>", "<urgency>Now</urgency>", "/alert/info[1]/urgency", "cap.urgency.unknown")]
    [InlineData("<severity>Severe</severity>", "<severity>Bad</severity>", "/alert/info[1]/severity", "cap.severity.unknown")]
    [InlineData("<severity>Severe</severity>", "<severity> Severe</severity>", "/alert/info[1]/severity", "cap.severity.unknown")]
    [InlineData("<certainty>Observed</certainty>", "<certainty>Very Likely</certainty>", "/alert/info[1]/certainty", "cap.certainty.unknown")]
    [InlineData("<language>es-UY</language>", "<language>es_UY</language>", "/alert/info[1]/language", "cap.language.format")]
    [InlineData("<event>Flood</event>", "<event>Flood</event><event>Fire</event>", "/alert/info[1]/urgency", "cap.urgency.missing")]
    public void Clause_3_2_2_info(string from, string to, string field, string rule) => Refused(from, to, field, rule);

    [Theory]
    [InlineData("<resourceDesc>map</resourceDesc>", "/alert/info[1]/resource[1]/mimeType", "cap.mimeType.missing")]
    [InlineData("<resourceDesc>map</resourceDesc><mimeType>image/png</mimeType><size>big</size>", "/alert/info[1]/resource[1]/size", "cap.size.format")]
    public void Clause_3_2_3_resource(string inner, string field, string rule) =>
        Refused("<area>", $"<resource>{inner}</resource><area>", field, rule);

    [Theory]
    [InlineData("<areaDesc>Rambla</areaDesc>", "", "/alert/info[1]/area[1]/areaDesc", "cap.areaDesc.missing")]
    [InlineData(" -34.9,-56.2</polygon>", "</polygon>", "/alert/info[1]/area[1]/polygon[1]", "cap.polygon.format")]
    [InlineData("-34.8,-56.1", "-34.8,-256.1", "/alert/info[1]/area[1]/polygon[1]", "cap.polygon.format")]
    [InlineData("-34.8,-56.1", "NaN,-56.1", "/alert/info[1]/area[1]/polygon[1]", "cap.polygon.format")]
    [InlineData("-34.9,-56.2 1.5", "-34.9,-56.2 -1", "/alert/info[1]/area[1]/circle[1]", "cap.circle.format")]
    [InlineData("-34.9,-56.2 1.5", "-34.9,-56.2", "/alert/info[1]/area[1]/circle[1]", "cap.circle.format")]
    [InlineData("</circle>", "</circle><ceiling>500</ceiling>", "/alert/info[1]/area[1]/ceiling", "cap.ceiling.alone")]
    public void Clause_3_2_4_area(string from, string to, string field, string rule) => Refused(from, to, field, rule);

    [Theory]
    [InlineData("2026-11-23T14:00:00Z")]
    [InlineData("2026-11-23T14:00:00")]
    [InlineData("2026-11-23T14:00:00.5-03:00")]
    [InlineData("2026-11-31T14:00:00-03:00")]
    [InlineData("2026-11-23T14:00:00-0300")]
    public void Clause_3_3_2_time_has_an_offset_and_no_letter(string time) =>
        Refused("2026-11-23T14:00:00-03:00", time, "/alert/sent", "cap.sent.format");

    [Fact]
    public void Clause_3_3_2_universal_time_is_written_with_a_minus()
    {
        var alert = CapReader.Read(Encoding.UTF8.GetBytes(CapSamples.Xml)).Value with { Sent = new DateTimeOffset(2026, 11, 23, 17, 0, 0, TimeSpan.Zero) };
        Assert.Contains("<sent>2026-11-23T17:00:00-00:00</sent>", Encoding.UTF8.GetString(CapWriter.Write(alert).Value), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cap:1.2", "cap:1.1", "/alert", "cap.version")]
    [InlineData("urn:oasis:names:tc:emergency:cap:1.2", "urn:other", "/alert", "cap.namespace")]
    [InlineData("<note>", "", "/alert/note", "cap.note.unexpected")]
    [InlineData("<alert xmlns", "<alert level='3' xmlns", "/alert/@level", "cap.attribute.unexpected")]
    [InlineData("<info>", "<x xmlns='urn:x'/><info>", "/alert/x", "cap.element.unexpected")]
    [InlineData("<event>Flood", "<event><b/>Flood", "/alert/info[1]/event", "cap.event.elements")]
    [InlineData("<info>", "Text<info>", "/alert", "cap.alert.text")]
    public void Clause_4_2_only_what_the_schema_knows_stands(string from, string to, string field, string rule) =>
        Refused(from == "<note>" ? "</alert>" : from, from == "<note>" ? "<note>late</note></alert>" : to, field, rule);

    [Fact]
    public void Entities_are_never_expanded_and_nothing_is_fetched()
    {
        var bomb = CapSamples.Xml.Replace("<alert ", "<!DOCTYPE alert [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n<alert ", StringComparison.Ordinal)
            .Replace("Flood", "&b;", StringComparison.Ordinal);
        Assert.Equal("cap.xml.dtd", Read(bomb).Refusal?.Rule);
    }

    [Fact]
    public void A_document_over_the_limit_is_refused_unread() =>
        Assert.Equal("cap.too-large", CapReader.Read(new byte[CapReader.MaxBytes + 1]).Refusal?.Rule);

    [Fact]
    public void A_document_of_a_hundred_thousand_nested_elements_is_refused() =>
        Assert.Equal("cap.xml.too-deep", Read(string.Concat(Enumerable.Repeat("<a>", 100_000))).Refusal?.Rule);

    [Theory]
    [InlineData("utf-7")]
    [InlineData("no-such")]
    [InlineData("utf-16")]
    [InlineData("IBM037")]
    public void An_encoding_that_is_not_served_or_not_true_is_refused(string encoding) =>
        Assert.Equal("cap.xml.malformed", Read(CapSamples.Xml.Replace("UTF-8", encoding, StringComparison.Ordinal)).Refusal?.Rule);

    [Fact]
    public void An_alert_in_latin_1_is_read()
    {
        var document = CapSamples.Xml.Replace("UTF-8", "ISO-8859-1", StringComparison.Ordinal).Replace("Flood", "Inundación", StringComparison.Ordinal);
        Assert.Equal("Inundación", CapReader.Read(Encoding.Latin1.GetBytes(document)).Value.Infos[0].Event);
    }

    [Fact]
    public void Any_alert_is_written_valid_by_the_schema_and_read_as_the_same()
    {
        var schema = new CapSchema();
        CapSamples.Alerts.Sample(
            alert =>
            {
                var written = CapWriter.Write(alert).Value;
                Assert.Null(schema.ErrorOf(written));
                Assert.Equal(CapSamples.Text(alert), CapSamples.Text(CapReader.Read(written).Value));
            },
            iter: 300);
    }

    [Fact]
    public void An_alert_that_others_must_refuse_is_not_written()
    {
        var alert = CapReader.Read(Encoding.UTF8.GetBytes(CapSamples.Xml)).Value;
        Assert.Equal("/alert/identifier", CapWriter.Write(alert with { Identifier = "a b" }).Refusal?.Field);
    }

    private static Palladium.Records.Outcome<CapAlert> Read(string document) => CapReader.Read(Encoding.UTF8.GetBytes(document));

    private static void Refused(string from, string to, string field, string rule)
    {
        var changed = CapSamples.Xml.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(CapSamples.Xml, changed);
        var refusal = Read(changed).Refusal;
        Assert.Equal((field, rule), (refusal?.Field, refusal?.Rule));
    }
}
