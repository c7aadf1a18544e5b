namespace Palladium.Tests.Standards.Cot;

/// <summary>Events as TAK apps write them.</summary>
internal static class CotSamples
{
    public static string Xml(string uid = "ANDROID-1", string latitude = "-34.9011") => $"""
        <event version="2.0" uid="{uid}" type="a-f-G-U-C" time="2026-11-23T17:00:00.000Z" start="2026-11-23T17:00:00.000Z" stale="2026-11-23T17:05:00.000Z" how="m-g"><point lat="{latitude}" lon="-56.1645" hae="43.2" ce="4.9" le="9999999.0"/><detail><takv os="34" version="4.10" device="X" platform="ATAK-CIV"/><contact callsign="ALPHA &amp; 7" endpoint="*:-1:stcp"/><uid Droid="ALPHA 7"/><status battery="88"/><track course="112.5" speed="3.25"/><remarks/></detail></event>
        """;
}
