using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Palladium.Sqlite.People;

namespace Palladium.Node.People.Approvals;

/// <summary>
/// Checks a WebAuthn assertion by itself, at any later time: that a key signed this challenge for this site, with the person
/// present and verified (WebAuthn level 3, 7.2). Identity's own check needs the request that brought the assertion and counts
/// it as used; this one needs neither.
/// </summary>
internal static class AssertionCheck
{
    private const int RpIdHashLength = 32;
    private const byte PresentAndVerified = 0b101;

    public static bool IsGood(StoredAssertion assertion, ReadOnlySpan<byte> challenge, string site) =>
        IsFor(assertion.ClientData, challenge, site)
        && assertion.AuthenticatorData.Length > RpIdHashLength + 4
        && assertion.AuthenticatorData.AsSpan(0, RpIdHashLength).SequenceEqual(SHA256.HashData(Encoding.UTF8.GetBytes(site)))
        && (assertion.AuthenticatorData[RpIdHashLength] & PresentAndVerified) == PresentAndVerified
        && IsSigned(assertion.PublicKey, [.. assertion.AuthenticatorData, .. SHA256.HashData(assertion.ClientData)], assertion.Signature);

    private static bool IsFor(byte[] clientData, ReadOnlySpan<byte> challenge, string site)
    {
        try
        {
            using var document = JsonDocument.Parse(clientData);
            var root = document.RootElement;
            return root.GetProperty("type").ValueEquals("webauthn.get")
                && root.GetProperty("challenge").ValueEquals(Base64Url.EncodeToString(challenge))
                && !(root.TryGetProperty("crossOrigin", out var cross) && cross.ValueKind == JsonValueKind.True)
                && Uri.TryCreate(root.GetProperty("origin").GetString(), UriKind.Absolute, out var origin) && origin.Host == site;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsSigned(byte[] coseKey, byte[] data, byte[] signature)
    {
        try
        {
            var key = Read(coseKey);
            var (hash, isPss) = (long)key[3] switch
            {
                -7 or -257 => (HashAlgorithmName.SHA256, false),
                -35 or -258 => (HashAlgorithmName.SHA384, false),
                -36 or -259 => (HashAlgorithmName.SHA512, false),
                -37 => (HashAlgorithmName.SHA256, true),
                -38 => (HashAlgorithmName.SHA384, true),
                -39 => (HashAlgorithmName.SHA512, true),
                _ => (default, false),
            };
            if (hash == default)
            {
                return false;
            }

            if ((long)key[1] == 3)
            {
                using var rsa = RSA.Create(new RSAParameters { Modulus = (byte[])key[-1], Exponent = (byte[])key[-2] });
                return rsa.VerifyData(data, signature, hash, isPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
            }

            var curve = (long)key[-1] switch { 1 => ECCurve.NamedCurves.nistP256, 2 => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 };
            using var ec = ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = (byte[])key[-2], Y = (byte[])key[-3] } });
            return ec.VerifyData(data, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception e) when (e is CryptographicException or CborContentException or InvalidOperationException or KeyNotFoundException or InvalidCastException)
        {
            return false;
        }
    }

    // A COSE key is a map from whole numbers to whole numbers and byte strings (RFC 9052, 7).
    private static Dictionary<long, object> Read(byte[] coseKey)
    {
        var reader = new CborReader(coseKey);
        var key = new Dictionary<long, object>();
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var label = reader.ReadInt64();
            key[label] = reader.PeekState() == CborReaderState.ByteString ? reader.ReadByteString() : reader.ReadInt64();
        }

        return key;
    }
}
