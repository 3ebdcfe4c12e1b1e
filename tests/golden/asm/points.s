# rustc 1.95.0 (59807616e 2026-04-14)

points_read:
	cmp rsi, 8
	jb .1
	lea rax, [rdi + 8]
	lea rcx, [rsi - 8]
	mov r8, qword ptr [rdi]
	mov rdx, r8
	shr rdx, 32
	je .2
	cmp r8d, 8
	setne r9b
	shr r8, 32
	cmp r8d, 65
	setae r8b
	or r8b, r9b
	jne .1
	lea r8, [8*rdx]
	sub rcx, r8
	jb .1
	add r8, rax
	mov r9d, ecx
	sub r9d, esi
	and r9d, 7
	jne .3
	jmp .4
.2:
	test r8, r8
	jne .1
	mov r8, rax
	mov eax, 1
	mov r9d, ecx
	sub r9d, esi
	and r9d, 7
	je .4
.3:
	sub rcx, r9
	jb .1
	sub rsi, rcx
	setb r10b
	not r10b
	cmp rsi, 8
	setae r11b
	test r10b, r11b
	jne .5
	xor esi, esi
	xor edi, edi
.6:
	or dil, byte ptr [r8 + rsi]
	inc rsi
	cmp r9, rsi
	jne .6
	test dil, dil
	jne .1
	jmp .4
.5:
	mov r8d, 127
	bsr r8, qword ptr [rdi + rsi - 8]
	xor r8d, 63
	shl r9d, 3
	cmp r8d, r9d
	jb .1
.4:
	test rcx, rcx
	je .7
.1:
	xor eax, eax
.7:
	ret

points_write:
	mov eax, 1
	cmp rsi, 8
	jb .1
	mov r8d, 4294967295
	cmp rsi, r8
	cmovb r8, rsi
	cmp rcx, 64
	ja .1
	lea r9, [rdi + 8]
	lea rsi, [r8 - 8]
	test rcx, rcx
	je .2
	lea r10, [8*rcx]
	sub rsi, r10
	jae .3
.1:
	ret
.2:
	mov qword ptr [rdi], 0
	jmp .4
.3:
	add r9, r10
	mov r10, rcx
	shl r10, 32
	or r10, 8
	mov qword ptr [rdi], r10
	xor r10d, r10d
.5:
	mov r11, qword ptr [rdx + 8*r10]
	mov qword ptr [rdi + 8*r10 + 8], r11
	inc r10
	cmp rcx, r10
	jne .5
.4:
	sub r8, rsi
	mov ecx, r8d
	neg ecx
	and ecx, 7
	je .6
	cmp rsi, 8
	jae .7
	cmp rsi, 3
	jbe .8
	mov dword ptr [r9], 0
	mov dword ptr [r9 + rsi - 4], 0
	jmp .9
.7:
	mov qword ptr [r9], 0
.9:
	cmp rsi, rcx
	jae .6
	ret
.6:
	mov edx, r8d
	add rdx, rcx
	xor eax, eax
	ret
.8:
	test rsi, rsi
	je .9
	mov byte ptr [r9 + rsi - 1], 0
	cmp rsi, 1
	je .9
	mov word ptr [r9], 0
	jmp .9
