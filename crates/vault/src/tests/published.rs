//! Vectors published by the standards, run through our own faces wherever a face adds nothing to the primitive.

use data_encoding::{BASE64, HEXLOWER};

use super::reference::mth;
use crate::ledger::key_id;
use crate::{OpeningKey, SealingKey, Signature, SigningKey, VaultError, VerifyingKey};

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.as_bytes()).unwrap()
}

/// RFC 8032 §7.1, tests 1 and 3.
#[test]
fn ed25519_signs_as_the_rfc() {
    let cases = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ];
    for (secret, public, message, signature) in cases {
        let key = SigningKey::from_bytes(&hex(secret)).unwrap();
        assert_eq!(key.verifying(), VerifyingKey::from_bytes(&hex(public)).unwrap());
        assert_eq!(key.sign_bare(&hex(message)), Signature::from_bytes(&hex(signature)).unwrap());
    }
}

/// RFC 7748 §6.1.
#[test]
fn x25519_public_halves_are_those_of_the_rfc() {
    let cases = [
        (
            "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
            "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
        ),
        (
            "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
            "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
        ),
    ];
    for (secret, public) in cases {
        let key = OpeningKey::from_bytes(&hex(secret)).unwrap();
        assert_eq!(key.sealing(), SealingKey::from_bytes(&hex(public)).unwrap());
    }
}

/// The points of small order of Curve25519, as listed by the X25519 implementations that refuse them.
#[test]
fn public_keys_that_reach_nobody_are_not_keys() {
    let small_order = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    for point in small_order {
        assert_eq!(SealingKey::from_bytes(&hex(point)), Err(VaultError::BadKey), "{point}");
    }
    for point in &small_order[..2] {
        assert_eq!(VerifyingKey::from_bytes(&hex(point)), Err(VaultError::BadKey), "{point}");
    }
}

/// Certificate Transparency's reference leaves and the root of every prefix (RFC 6962 implementations' common test).
#[test]
fn the_reference_tree_has_the_known_roots() {
    let leaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let leaves: Vec<Vec<u8>> = leaves.map(hex).into();
    for (size, root) in roots.iter().enumerate() {
        assert_eq!(HEXLOWER.encode(&mth(&leaves[..size])), *root, "size {size}");
    }
}

/// The example of signed-note, as in Go's `sumdb/note`: key id, and a signature over the text with its last newline.
#[test]
fn the_note_example_verifies() {
    let key = BASE64.decode(b"ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
    let key = VerifyingKey::from_bytes(&key[1..]).unwrap();
    let text = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n";
    let signature = BASE64
        .decode(
            b"x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
        )
        .unwrap();
    assert_eq!(key_id("PeterNeumann", &key), signature[..4]);
    assert_eq!(HEXLOWER.encode(&signature[..4]), "c74f20a3");
    let signature = Signature::from_bytes(&signature[4..]).unwrap();
    assert_eq!(key.verify_bare(text.as_bytes(), &signature), Ok(()));
}
